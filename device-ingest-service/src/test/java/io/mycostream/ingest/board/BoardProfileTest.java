package io.mycostream.ingest.board;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mycostream.ingest.device.DeviceIdentity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BoardProfileTest {

    private static final DeviceIdentity IDENTITY =
            new DeviceIdentity("mushroom1", Optional.of("side-a-mdp-2.1.0"), Optional.of("mushroom1"));

    @Test
    void readsListsAndTexts() throws JsonProcessingException {
        assertThat(of("{\"sensors\":[\"bme688_a\",\"ai1\"],\"capabilities\":\"led  estop\"}"))
                .isEqualTo(new BoardProfile(
                        Optional.of("side-a-mdp-2.1.0"),
                        Optional.of("mushroom1"),
                        List.of("bme688_a", "ai1"),
                        List.of("led", "estop")));
    }

    @Test
    void passesOverWhatIsNoList() throws JsonProcessingException {
        assertThat(of("{\"sensors\":7,\"capabilities\":{\"led\":true}}").sensors())
                .isEmpty();
        assertThat(of("{}").capabilities()).isEmpty();
    }

    @Test
    void keepsNoMoreThanABoardHas() throws JsonProcessingException {
        String many = "\"s\",".repeat(10_000) + "\"" + "x".repeat(1000) + "\"";

        assertThat(of("{\"sensors\":[\"" + "y".repeat(65) + "\"," + many + "]}").sensors())
                .hasSize(32)
                .containsOnly("s");
    }

    private static BoardProfile of(String greeting) throws JsonProcessingException {
        return BoardProfile.of(IDENTITY, new ObjectMapper().readTree(greeting));
    }
}
