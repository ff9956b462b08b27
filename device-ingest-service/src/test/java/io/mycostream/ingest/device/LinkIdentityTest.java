package io.mycostream.ingest.device;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mycostream.ingest.device.LinkIdentity.Outcome;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.mdp.MdpMessage;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkIdentityTest {

    private final LinkIdentity link = new LinkIdentity("/dev/ttyACM0");

    @ParameterizedTest
    @CsvSource({
        "/dev/ttyACM0, mycobrain--dev-ttyACM0",
        "COM7, mycobrain-COM7",
        "/dev/serial/by-path/pci-0:1, mycobrain--dev-serial-by-path-pci-0-1"
    })
    void untilAGreetingItIsThePort(String port, String deviceId) {
        assertThat(new LinkIdentity(port).current())
                .isEqualTo(new DeviceIdentity(deviceId, Optional.empty(), Optional.empty()));
    }

    @Test
    void theLastGreetingThatNamesADeviceDecides() {
        assertThat(link.greeted(hello("{\"device_id\":\"mycobrain-c40a24\",\"firmware_version\":\"side-a-mdp-2.1.0\","
                        + "\"role\":\"mushroom1\"}")))
                .isEqualTo(Outcome.CHANGED);
        assertThat(link.greeted(hello("{\"device_id\":\"other\"}"))).isEqualTo(Outcome.CHANGED);
        assertThat(link.greeted(hello("{\"device_id\":\"other\"}"))).isEqualTo(Outcome.CONFIRMED);

        assertThat(link.current()).isEqualTo(new DeviceIdentity("other", Optional.empty(), Optional.empty()));
    }

    @Test
    void firmwareAndRoleAreKept() {
        link.greeted(hello("{\"device_id\":\"a\",\"firmware_version\":\"side-a-mdp-2.1.0\",\"role\":\"hyphae1\"}"));

        assertThat(link.current())
                .isEqualTo(new DeviceIdentity("a", Optional.of("side-a-mdp-2.1.0"), Optional.of("hyphae1")));
    }

    @Test
    void aNameInTextDecidesLikeAGreetingAndKeepsWhatWasKnownOfTheSameDevice() {
        assertThat(link.named("AA:BB", Optional.of("1.4.0"), Optional.of("mushroom1")))
                .isEqualTo(Outcome.CHANGED);
        assertThat(link.named("AA:BB", Optional.empty(), Optional.of("\u0007"))).isEqualTo(Outcome.CONFIRMED);
        assertThat(link.named("\n", Optional.empty(), Optional.empty())).isEqualTo(Outcome.REFUSED);
        assertThat(link.current())
                .isEqualTo(new DeviceIdentity("AA:BB", Optional.of("1.4.0"), Optional.of("mushroom1")));

        assertThat(link.named("CC:DD", Optional.empty(), Optional.empty())).isEqualTo(Outcome.CHANGED);
        assertThat(link.current()).isEqualTo(new DeviceIdentity("CC:DD", Optional.empty(), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"role\":\"side_b\",\"firmware_version\":\"side-b-mdp-2.0.0\"}", "{\"device_id\":null}", "{}"})
    void sideBsGreetingChangesNothing(String body) {
        link.greeted(hello("{\"device_id\":\"a\",\"role\":\"mushroom1\"}"));
        DeviceIdentity before = link.current();

        assertThat(link.greeted(hello(body))).isEqualTo(Outcome.ANONYMOUS);

        assertThat(link.current()).isEqualTo(before);
        assertThat(link.refused()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"a\\nb\"",
                "\"a\\u0000\"",
                "\"\\u007f\"",
                "\"\\u0085\"",
                "\"\\ud800\"",
                "7",
                "true",
                "[\"a\"]",
                "{\"id\":\"a\"}"
            })
    void anIdThatCannotBeUsedIsRefusedAndCounted(String id) {
        link.greeted(hello("{\"device_id\":\"a\"}"));

        assertThat(link.greeted(hello("{\"device_id\":" + id + "}"))).isEqualTo(Outcome.REFUSED);

        assertThat(link.current().deviceId()).isEqualTo("a");
        assertThat(link.refused()).isEqualTo(1);
    }

    @Test
    void anIdMayHave256Characters() {
        assertThat(link.greeted(hello("{\"device_id\":\"" + "é".repeat(256) + "\"}")))
                .isEqualTo(Outcome.CHANGED);
        assertThat(link.greeted(hello("{\"device_id\":\"" + "e".repeat(257) + "\"}")))
                .isEqualTo(Outcome.REFUSED);
    }

    @Test
    void firmwareThatCannotBeUsedIsLeftOut() {
        link.greeted(hello("{\"device_id\":\"a\",\"firmware_version\":\"x\\ny\",\"role\":5}"));

        assertThat(link.current()).isEqualTo(new DeviceIdentity("a", Optional.empty(), Optional.empty()));
    }

    @Test
    void canBeForgotten() {
        link.greeted(hello("{\"device_id\":\"a\"}"));

        link.reset();

        assertThat(link.current().deviceId()).isEqualTo("mycobrain--dev-ttyACM0");
    }

    @Test
    void anIdentityIsNeverMadeOfAnUnusableId() {
        assertThatThrownBy(() -> new DeviceIdentity("", Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static MdpMessage.Hello hello(String body) {
        MdpFrame frame = MdpFrame.of(new MdpHeader(6, 1, 0, 0, 0xA1, 0xC0), body.getBytes(UTF_8));
        return (MdpMessage.Hello) MdpMessage.of(frame);
    }
}
