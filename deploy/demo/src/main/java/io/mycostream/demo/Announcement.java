package io.mycostream.demo;

import io.mycostream.demo.EventStream.ServerSentEvent;
import java.nio.file.Path;
import java.util.List;

/**
 * What the demo says in the terminal. Each command is on one line of its own and complete, so that it can be pasted; the
 * token, which is long, comes from a file there.
 */
final class Announcement {

    private Announcement() {}

    /**
     * Where everything is and what to try.
     *
     * @param token of the user {@code demo}
     * @param tokenFile where it can be read, too
     * @param boards device ids, at least one
     */
    static String of(Suite suite, String token, Path tokenFile, List<String> boards) {
        String board = boards.getFirst();
        String page = "http://localhost:%d/".formatted(suite.ports().gateway());
        String tokenHere = "$(cat '" + tokenFile.toAbsolutePath() + "')";
        String socket = suite.socketOf(board) + "?token=" + tokenHere;
        return """

                One board as Server-Sent Events
                  curl -N -H "Authorization: Bearer %s" %s

                The same over WebSocket, with what is installed
                  node --experimental-websocket -e 'new WebSocket(process.argv[1]).onmessage = m => console.log(m.data)' "%s"
                  npx --yes wscat -c "%s"
                  websocat "%s"

                Publish something to it yourself; any program that speaks Redis can
                  redis-cli -p %d publish devices:telemetry '{"device_id":"%s","telemetry":{"note":"hello"}}'

                See what an outage of Redis does; it is started again after %d s
                  kill -9 %d

                Gateway  %s   health %s   log %s
                Ingest   http://localhost:%d/   health %s   log %s
                Redis    %s
                         (/q/health/live and /q/metrics beside /q/health/ready)

                Token of the user demo, role OBSERVER, good for %d hours
                  %s

                All boards in the browser
                  %s#token=%s&boards=%s
                """.formatted(
                        tokenHere,
                        suite.eventsOf(board),
                        socket,
                        socket,
                        socket,
                        suite.redis().port(),
                        board,
                        RedisRevival.OUTAGE.toSeconds(),
                        suite.redis().pid(),
                        page,
                        suite.gateway().health().resolve("ready"),
                        suite.gateway().log(),
                        suite.ports().ingest(),
                        suite.ingest().health().resolve("ready"),
                        suite.ingest().log(),
                        suite.redis().uri(),
                        Suite.TOKEN_LIFETIME.toHours(),
                        token,
                        page,
                        token,
                        String.join(",", boards));
    }

    /** The proof that it works: an event that has come all the way. */
    static String firstEvent(ServerSentEvent event, long seconds) {
        return """
                The first event came out of the gateway %d s after the start:
                  event: %s
                  id: %s
                  data: %s

                Ctrl-C ends everything.""".formatted(seconds, event.name(), event.id(), event.data());
    }
}
