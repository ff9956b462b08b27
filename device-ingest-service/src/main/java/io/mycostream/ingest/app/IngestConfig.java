package io.mycostream.ingest.app;

import io.quarkus.runtime.configuration.TrimmedStringConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of the ingest service, under {@code ingest.*}. Every default works beside a Redis on the same machine. */
@ConfigMapping(prefix = "ingest")
public interface IngestConfig {

    Serial serial();

    Mqtt mqtt();

    Backlog backlog();

    Health health();

    interface Serial {

        /**
         * Where boards are heard: paths of serial ports, separated by commas, or {@code auto} for every USB serial port
         * that is there or is plugged in later. Empty means none. Blanks around a path are not part of it: people write
         * lists with blanks behind the commas, and to look for a port of that name for ever helps nobody.
         */
        Optional<List<@WithConverter(TrimmedStringConverter.class) String>> ports();

        /** Bits per second on the line; 8 data bits, no parity, one stop bit. Boards on native USB ignore it. */
        @WithDefault("115200")
        int baudRate();

        /**
         * Whether whatever is at a port is sent the command {@code hello} when the port is opened, so that a board that runs
         * already says who it is. Not for ports with boards that know text only, or with other devices.
         */
        @WithDefault("true")
        boolean greet();

        Reopen reopen();
    }

    interface Reopen {

        /** Pause before a port that went or did not open is tried again. Pauses double from here, with jitter. */
        @WithDefault("200ms")
        Duration first();

        /** The longest of these pauses: how long a board may be back without being heard. */
        @WithDefault("2s")
        Duration longest();
    }

    interface Mqtt {

        /** The broker: {@code mqtt://host:port}, or {@code mqtts://host:port} with TLS. Without it there is none. */
        Optional<String> url();

        Optional<String> username();

        Optional<String> password();

        /** Filters to subscribe to, separated by commas. Without it everything below the prefix. */
        Optional<List<@WithConverter(TrimmedStringConverter.class) String>> topics();

        /** What topics of boards begin with. */
        @WithDefault("mycobrain")
        String prefix();

        /** Version of MQTT that is spoken with the broker: {@code 5} or {@code 3.1.1}. */
        @WithDefault("5")
        String version();

        /** Names the session that the broker keeps for this process. Without it the name of the machine is in it. */
        Optional<String> clientId();

        /** Processes that name the same group share the messages of a broker. Without it each gets all of them. */
        Optional<String> group();

        /** How often something has to be heard of the broker. */
        @WithDefault("30s")
        Duration keepAlive();

        /** Most messages that the broker may send without an acknowledgement. */
        @WithDefault("1000")
        int inFlight();

        /** How long the broker keeps the session of a process that is away. Brokers for 3.1.1 decide themselves. */
        @WithDefault("24h")
        Duration sessionExpiry();

        /** Largest body of a message in bytes, at a broker and at our own listener. */
        @WithDefault("65536")
        int maxBytes();

        /** After how long a message that is not safe is asked for again, by a new connection. */
        @WithDefault("60s")
        Duration ackTimeout();

        /** Limit for a connection to the broker, and again for its answer. */
        @WithDefault("10s")
        Duration connectTimeout();

        /** Whom to trust: a PEM file of certificates. Without it those that Java trusts. */
        Optional<String> caFile();

        /** Our certificate, for brokers that ask for one: a PEM file. */
        Optional<String> certificate();

        /** Its private key: a PEM file, PKCS 8, not encrypted. */
        Optional<String> key();

        Reconnect reconnect();

        /** Where boards connect to directly: {@code host:port}. Without it nowhere. */
        Optional<String> listen();

        Listener listener();
    }

    interface Reconnect {

        /** Pause before a broker that went, or was not there, is tried again. Pauses double from here, with jitter. */
        @WithDefault("500ms")
        Duration first();

        /** The longest of these pauses. */
        @WithDefault("30s")
        Duration longest();
    }

    interface Listener {

        /** What clients have to say. Without it {@code ingest.mqtt.username} and its password. */
        Optional<String> username();

        Optional<String> password();

        /** The listener's certificate, a PEM file. With it clients have to speak TLS. */
        Optional<String> certificate();

        /** Its private key: a PEM file, PKCS 8, not encrypted. */
        Optional<String> key();

        /** Most clients at once. */
        @WithDefault("1000")
        int maxClients();

        /** Most messages of one client in a second. */
        @WithDefault("20000")
        int rate();

        /** Most messages of one client that are not acknowledged. */
        @WithDefault("1000")
        int inFlight();

        /** How long a connection may be open without its first packet. */
        @WithDefault("10s")
        Duration connectTimeout();
    }

    interface Backlog {

        /** Most events that wait in memory while Redis is away; after that the oldest give way. About 1 kB each. */
        @WithDefault("10000")
        int capacity();

        /** How long waiting events may still be forwarded when the service stops. */
        @WithDefault("5s")
        Duration flushLimit();
    }

    interface Health {

        /** For how long a confirmed publication or an answered PING counts as proof that Redis is there. */
        @WithDefault("2s")
        Duration interval();
    }
}
