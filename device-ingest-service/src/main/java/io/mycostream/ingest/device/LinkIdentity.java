package io.mycostream.ingest.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.mdp.MdpMessage;
import java.util.Optional;

/**
 * Who is heard on one device link. Telemetry carries no id, so the identity belongs to the link: the last greeting that
 * names a device, or line of text that does, and until then the port.
 *
 * <p>Side B greets without an id; that changes nothing. Keep the identity while a link is reopened, boards disappear at
 * every reset; forget it with {@link #reset()} when something else may be at the port. Not thread-safe: it belongs to
 * the thread of its link.
 */
public final class LinkIdentity {

    /** What a greeting did to the identity of its link. */
    public enum Outcome {
        /** It names another device, firmware or role than before. */
        CHANGED,
        /** It says what was known. */
        CONFIRMED,
        /** It names no device. */
        ANONYMOUS,
        /** Its device id cannot be used; the identity stays. */
        REFUSED
    }

    private final DeviceIdentity ofPort;
    private DeviceIdentity current;
    private long refused;

    /**
     * @param port the port's name as the system has it, for example {@code /dev/ttyACM0} or {@code COM7}
     */
    public LinkIdentity(String port) {
        this.ofPort = DeviceIdentity.ofPort(port);
        this.current = ofPort;
    }

    public DeviceIdentity current() {
        return current;
    }

    /** Takes over who greets, if the greeting says so. */
    public Outcome greeted(MdpMessage.Hello hello) {
        ObjectNode body = hello.payload().body();
        JsonNode id = body.path("device_id");
        if (id.isMissingNode() || id.isNull()) {
            return Outcome.ANONYMOUS;
        }
        return identify(
                id.isTextual() ? id.textValue() : "", text(body.path("firmware_version")), text(body.path("role")));
    }

    /**
     * Takes over who a line of text says it is from. Such lines name firmware and role now and then only, so for the same
     * device those known before stay.
     */
    public Outcome named(String deviceId, Optional<String> firmwareVersion, Optional<String> role) {
        boolean same = current.deviceId().equals(deviceId);
        Optional<String> knownFirmware = same ? current.firmwareVersion() : Optional.empty();
        Optional<String> knownRole = same ? current.role() : Optional.empty();
        return identify(
                deviceId,
                firmwareVersion.filter(DeviceIdentity::isAcceptable).or(() -> knownFirmware),
                role.filter(DeviceIdentity::isAcceptable).or(() -> knownRole));
    }

    private Outcome identify(String deviceId, Optional<String> firmwareVersion, Optional<String> role) {
        if (!DeviceIdentity.isAcceptable(deviceId)) {
            refused++;
            return Outcome.REFUSED;
        }
        DeviceIdentity said = new DeviceIdentity(deviceId, firmwareVersion, role);
        if (said.equals(current)) {
            return Outcome.CONFIRMED;
        }
        current = said;
        return Outcome.CHANGED;
    }

    /** Greetings refused for their device id so far. */
    public long refused() {
        return refused;
    }

    /** Goes back to the port's identity. */
    public void reset() {
        current = ofPort;
    }

    private static Optional<String> text(JsonNode node) {
        return Optional.ofNullable(node.textValue()).filter(DeviceIdentity::isAcceptable);
    }
}
