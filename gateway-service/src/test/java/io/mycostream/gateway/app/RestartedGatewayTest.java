package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A gateway that starts when all agents are silent. */
@QuarkusTest
@WithTestResource(RedisWithAgents.class)
class RestartedGatewayTest {

    @Inject
    Lab lab;

    @Inject
    Tokens tokens;

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    /** MYC-20. */
    @Test
    void answersFully() {
        HttpWire events = lab.request("GET /api/stream/agents?token=" + tokens.ofSomebody() + " HTTP/1.1");
        assertThat(events.next().event()).isEqualTo("connected");

        JsonNode snapshot = Json.read(events.next().data());

        assertThat(snapshot.path("agent_count").intValue()).isEqualTo(RedisWithAgents.AGENTS);
    }
}
