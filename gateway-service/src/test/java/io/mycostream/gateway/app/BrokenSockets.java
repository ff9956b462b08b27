package io.mycostream.gateway.app;

import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.WebSocket;
import io.smallrye.common.annotation.NonBlocking;

/** Endpoints as nobody should write them: those who are let in never get a session. */
final class BrokenSockets {

    private BrokenSockets() {}

    @WebSocket(path = "/ws/forgets", endpointId = "mycosoft/forgets")
    static class Forgets {

        @OnOpen
        @NonBlocking
        void open() {}
    }

    @WebSocket(path = "/ws/throws", endpointId = "mycosoft/throws")
    static class Throws {

        @OnOpen
        @NonBlocking
        void open() {
            throw new IllegalStateException("not opened");
        }
    }
}
