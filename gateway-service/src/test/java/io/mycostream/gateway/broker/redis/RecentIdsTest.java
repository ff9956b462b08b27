package io.mycostream.gateway.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentIdsTest {

    @Test
    void knowsTheLatestOnesOnly() {
        RecentIds ids = new RecentIds(2);

        ids.add("a");
        ids.add("b");
        ids.add("c");

        assertThat(ids.contains("a")).isFalse();
        assertThat(ids.contains("b")).isTrue();
        assertThat(ids.contains("c")).isTrue();
    }

    @Test
    void idThatComesAgainCountsAsTheLatestAndTakesOnePlace() {
        RecentIds ids = new RecentIds(2);

        ids.add("a");
        ids.add("b");
        ids.add("a");
        ids.add("c");

        assertThat(ids.contains("a")).isTrue();
        assertThat(ids.contains("b")).isFalse();
        assertThat(ids.contains("c")).isTrue();
    }

    @Test
    void withoutRoomItKnowsNothing() {
        RecentIds ids = new RecentIds(0);

        ids.add("a");

        assertThat(ids.contains("a")).isFalse();
    }
}
