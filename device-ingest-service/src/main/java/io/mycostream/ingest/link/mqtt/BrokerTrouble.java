package io.mycostream.ingest.link.mqtt;

import io.mycostream.ingest.link.mqtt.BrokerSettings.Protocol;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttReasonCodes;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a broker cannot be used, in words that say what to do about it. */
final class BrokerTrouble {

    private final BrokerSettings settings;

    BrokerTrouble(BrokerSettings settings) {
        this.settings = settings;
    }

    /** Words for a failure of the connection. */
    String of(Throwable failure) {
        BrokerAddress address = settings.address();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String words = wordsFor(cause, address);
            if (words != null) {
                return words;
            }
        }
        return "the connection failed: " + failure;
    }

    private static @Nullable String wordsFor(Throwable cause, BrokerAddress address) {
        String message = String.valueOf(cause.getMessage());
        return switch (cause) {
            case UnknownHostException _ -> "the host " + address.host() + " is unknown";
            case ConnectTimeoutException _ -> "no answer from " + address.host() + " port " + address.port();
            case NoRouteToHostException _ -> "there is no way to " + address.host();
            case ConnectException _ ->
                "nobody listens at " + address.host() + " port " + address.port() + " (connection refused)";
            case NotSslRecordException _ -> "it does not speak TLS there: use mqtt:// or the port for TLS";
            case CertificateException _
            when isAboutNames(message) -> "its certificate is for another host than " + address.host() + ": " + message;
            case CertificateException _
            when message.contains("validity check failed") ->
                "its certificate has expired or is not valid yet; or this machine's clock is wrong";
            case CertificateException _
            when message.startsWith("PKIX path") ->
                "its certificate is not trusted: name who signed it in ingest.mqtt.ca-file";
            case CertificateException _ -> "its certificate is not good: " + message;
            case SSLException _ when message.contains("Received fatal alert") -> alert(message);
            default -> null;
        };
    }

    private static boolean isAboutNames(String message) {
        return message.startsWith("No name matching") || message.startsWith("No subject alternative");
    }

    private static String alert(String message) {
        String alert = message.toLowerCase(Locale.ROOT);
        return alert.contains("certificate") || alert.contains("unknown_ca") || alert.contains("handshake_failure")
                ? "it wants a client certificate that it trusts: set ingest.mqtt.certificate and ingest.mqtt.key ("
                        + message + ')'
                : "it ended the TLS handshake: " + message;
    }

    /** Words for the answer to our first packet. */
    String of(MqttConnectReturnCode refusal) {
        return switch (refusal) {
            case CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD, CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD ->
                "it does not accept name and password: check ingest.mqtt.username and ingest.mqtt.password";
            case CONNECTION_REFUSED_NOT_AUTHORIZED, CONNECTION_REFUSED_NOT_AUTHORIZED_5, CONNECTION_REFUSED_BANNED ->
                settings.username().isEmpty()
                        ? "it wants a name and a password: set ingest.mqtt.username and ingest.mqtt.password"
                        : "it does not let us in (not authorised): check ingest.mqtt.username, ingest.mqtt.password and its "
                                + "access rules";
            case CONNECTION_REFUSED_IDENTIFIER_REJECTED, CONNECTION_REFUSED_CLIENT_IDENTIFIER_NOT_VALID ->
                "it does not accept the client id " + settings.clientId() + ": set ingest.mqtt.client-id";
            case CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION, CONNECTION_REFUSED_UNSUPPORTED_PROTOCOL_VERSION ->
                "it does not speak this version of MQTT: set ingest.mqtt.version to "
                        + (settings.protocol() == Protocol.V5 ? "3.1.1" : "5");
            case CONNECTION_REFUSED_SERVER_UNAVAILABLE,
                    CONNECTION_REFUSED_SERVER_UNAVAILABLE_5,
                    CONNECTION_REFUSED_SERVER_BUSY,
                    CONNECTION_REFUSED_CONNECTION_RATE_EXCEEDED,
                    CONNECTION_REFUSED_QUOTA_EXCEEDED -> "it is too busy at the moment (" + refusal + ')';
            default -> "it refuses the connection (" + refusal + ')';
        };
    }

    /** Words for a connection that the broker ends, MQTT 5. */
    String of(MqttReasonCodes.Disconnect reason) {
        return switch (reason) {
            case SESSION_TAKEN_OVER ->
                "somebody else has connected with the client id " + settings.clientId()
                        + ": give each process its own ingest.mqtt.client-id";
            case SERVER_SHUTTING_DOWN -> "it is shutting down";
            case NOT_AUTHORIZED -> "it does not let us in any more (not authorised)";
            default -> "it ended the connection (" + reason + ')';
        };
    }

    /** Words for a connection that ended without a word. */
    String ofSilentEnd(boolean welcomed, boolean soon) {
        if (welcomed) {
            // brokers for 3.1.1 end the earlier of two clients of one id without a word, and so does Mosquitto for 5
            return soon
                    ? "the connection was lost soon after it was made; if that goes on, another process may use the client id "
                            + settings.clientId() + ": give each its own ingest.mqtt.client-id"
                    : "the connection was lost";
        }
        return settings.address().tls()
                ? "it closed the connection without an answer"
                : "it closed the connection without an answer; if it expects TLS there, use mqtts://";
    }

    /** Words for filters that were not granted. */
    String ofRefusedSubscriptions(Iterable<String> filters) {
        return "it does not let us subscribe (not authorised, or no such filter) to " + String.join(", ", filters)
                + ": check its access rules and ingest.mqtt.topics"
                + (settings.group().isPresent() ? "; it may not offer shared subscriptions (ingest.mqtt.group)" : "");
    }
}
