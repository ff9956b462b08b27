package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.gateway.transport.Api;
import io.mycostream.gateway.transport.Apis;
import io.mycostream.publisher.wire.RawJson;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * All client APIs at once on one gateway. Each publication carries the name of its channel; nobody may be told one of a channel
 * that is not his, whatever he asks for, and above all not of the logs.
 */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class IsolationTest {

    private static final String LOG = "ciris:log";

    private static final int ROUNDS = 150;

    private static final Pattern MARK = Pattern.compile("«([^»]*)»");

    /** What is published, by channel: a payload as its API knows it, with a place for the mark. */
    private static final Map<String, String> PAYLOADS = new LinkedHashMap<>();

    static {
        PAYLOADS.put(LOG, "{'level':'INFO','logger_name':'x','message':'MARK','context':{}}");
        PAYLOADS.put("ciris:message", "{'message_id':'1','channel_id':'c','author_id':'a','content':'MARK'}");
        PAYLOADS.put("ciris:telemetry", "{'metric_name':'MARK','value':1,'unit':null,'tags':{}}");
        PAYLOADS.put("ciris:reasoning", "{'reasoning_id':'r','step':'s','thought':'MARK','depth':1,'handler':null}");
        PAYLOADS.put("experiments:data", "{'experiment_id':'x','data':{'x':'MARK'}}");
        PAYLOADS.put("agents:status", "{'agent_id':'log','status':'healthy','details':{'x':'MARK'}}");
        PAYLOADS.put("crep:live", "{'category':'log','data':{'x':'MARK'}}");
        PAYLOADS.put("devices:telemetry", "{'device_id':'ciris:log','telemetry':{'x':'MARK'}}");
        PAYLOADS.put("greenlang:agent:status", "{'agent_id':'ciris:log','status':'RUNNING','x':'MARK'}");
        PAYLOADS.put(
                "greenlang:calculation:progress",
                "{'job_id':'ciris:log','agent_id':'ciris:log','current_step':'MARK'}");
        PAYLOADS.put("greenlang:alarm:update", "{'alarm_id':'1','agent_id':'ciris:log','message':'MARK'}");
        PAYLOADS.put("greenlang:metrics:update", "{'source_id':'ciris:log','metrics':{'x':'MARK'}}");
        PAYLOADS.put("greenlang:job:complete", "{'job_id':'ciris:log','agent_id':'ciris:log','x':'MARK'}");
        PAYLOADS.put("greenlang:error", "{'message':'MARK','agent_id':'ciris:log'}");
        PAYLOADS.put("job_progress:log", "{'jobId':'log','status':'processing','message':'MARK'}");
        PAYLOADS.put("job_progress:ciris:log", "{'jobId':'ciris:log','status':'processing','message':'MARK'}");
        PAYLOADS.put("video_render:ciris:log", "{'jobId':'ciris:log','stage':'rendering','x':'MARK'}");
        PAYLOADS.put("campaign_metrics:log", "{'campaignId':'log','metrics':{'x':'MARK'}}");
        PAYLOADS.put("ab_test_results:log", "{'testId':'log','variantId':'MARK'}");
        PAYLOADS.put("live_metrics:log", "{'entityId':'log','metric':'MARK'}");
        PAYLOADS.put("ai_stream:log", "{'model':'x','chunk':'MARK','isComplete':false}");
        PAYLOADS.put("alerts", "{'alertId':'1','severity':'info','title':'MARK','message':'x'}");
        PAYLOADS.put("alerts:log", "{'alertId':'2','severity':'info','title':'MARK','message':'x'}");
        PAYLOADS.put("veritas:plan:ciris:log", "{'event_type':'metrics_update','data':{'x':'MARK'}}");
        PAYLOADS.put("veritas:plan:log", "{'event_type':'metrics_update','data':{'x':'MARK'}}");
    }

    /**
     * One client.
     *
     * @param api whose client it is
     * @param hears its channels, all of which it has to be told of, and no others
     * @param says frames that it sends at its beginning
     */
    private record Row(String api, String transport, String path, String role, Set<String> hears, List<String> says) {

        static Row ws(String api, String path, String role, String... hears) {
            return new Row(api, "ws", path, role, Set.of(hears), List.of());
        }

        static Row sse(String api, String path, String... hears) {
            return new Row(api, "sse", path, "OBSERVER", Set.of(hears), List.of());
        }

        Row saying(String... frames) {
            return new Row(api, transport, path, role, hears, List.of(frames));
        }
    }

    private static final String[] GREENLANG = PAYLOADS.keySet().stream()
            .filter(name -> name.startsWith("greenlang:"))
            .toArray(String[]::new);

    private static final List<Row> ROWS = List.of(
            Row.ws("ciris", "/v1/stream/messages", "OBSERVER", "ciris:message")
                    .saying("{'type':'subscribe','streams':['log']}", "{'type':'filter','levels':[]}"),
            Row.ws("ciris", "/v1/stream/telemetry", "OBSERVER", "ciris:telemetry")
                    .saying("{'type':'subscribe','streams':['log','ciris:log']}"),
            Row.ws("ciris", "/v1/stream/reasoning", "OBSERVER", "ciris:reasoning"),
            Row.ws("ciris", "/v1/stream/logs", "ADMIN", LOG),
            Row.ws("ciris", "/v1/stream/all", "OBSERVER", "ciris:message", "ciris:telemetry", "ciris:reasoning")
                    .saying(
                            "{'type':'subscribe','streams':['log','logs','*','LOG','ciris:log','l*g','message','all']}",
                            "{'type':'subscribe','streams':['telemetry','reasoning','log'],'role':'ADMIN'}",
                            "{'type':'auth','role':'ROOT'}",
                            "{'type':'subscribe','streams':['log']}"),
            Row.ws("ciris", "/v1/stream/all?role=ADMIN&streams=log", "OBSERVER", "ciris:message")
                    .saying("{'type':'subscribe','streams':['message']}", "{'type':'filter','levels':['INFO']}"),
            Row.ws("ciris", "/v1/stream/all", "ROOT", LOG).saying("{'type':'subscribe','streams':['log']}"),
            Row.ws("mycosoft", "/ws/devices/ciris:log", "OBSERVER", "devices:telemetry")
                    .saying("{'type':'subscribe','streams':['log']}"),
            Row.sse("mycosoft", "/api/stream/devices/ciris%3Alog", "devices:telemetry"),
            Row.ws("mycosoft", "/api/stream/scientific/live", "OBSERVER", "experiments:data"),
            Row.sse("mycosoft", "/api/stream/scientific", "experiments:data"),
            Row.ws("mycosoft", "/ws/topology", "OBSERVER", "agents:status"),
            Row.sse("mycosoft", "/api/stream/agents", "agents:status"),
            Row.ws("mycosoft", "/api/crep/stream?category=log", "OBSERVER", "crep:live"),
            Row.sse("mycosoft", "/api/stream/crep", "crep:live"),
            Row.sse("greenlang", "/api/v1/stream/events", GREENLANG),
            Row.sse("greenlang", "/api/v1/stream/agents/ciris:log", GREENLANG),
            Row.sse("greenlang", "/api/v1/stream/jobs/ciris%3Alog", "greenlang:calculation:progress"),
            Row.sse(
                    "greenlang",
                    "/api/v1/stream/events?event_types=log,*,ciris:log,alarm.update",
                    "greenlang:alarm:update"),
            Row.ws(
                            "geminivideo",
                            "/ws?userId=log",
                            "ADMIN",
                            "job_progress:ciris:log",
                            "job_progress:log",
                            "live_metrics:log")
                    .saying(
                            gemini("'type':'ciris','id':'log'"),
                            gemini("'type':'ciris:log'"),
                            gemini("'type':'*'"),
                            gemini("'type':'ciris','id':'*'"),
                            gemini("'type':'','id':'ciris:log'"),
                            gemini("'type':'job_progress','id':'*'"),
                            gemini("'type':'job_progress','id':'ciris:log'"),
                            gemini("'type':'job_progress','id':'log'"),
                            gemini("'type':'live_metrics','id':'log'"),
                            "{'type':'subscribe','streams':['log']}"),
            Row.ws("geminivideo", "/ws", "OBSERVER", "campaign_metrics:log", "ab_test_results:log", "ai_stream:log")
                    .saying(
                            gemini("'type':'alerts','id':'log'"),
                            gemini("'type':'alerts','userId':'log'"),
                            gemini("'type':'campaign_metrics','id':'log'"),
                            gemini("'type':'ab_test_results','id':'log'"),
                            gemini("'type':'ai_stream','id':'log'")),
            Row.ws("geminivideo", "/ws/alerts?userId=log", "OBSERVER", "alerts"),
            Row.sse("geminivideo", "/api/stream/render-progress/ciris%3Alog", "video_render:ciris:log"),
            Row.sse("geminivideo", "/api/stream/campaign-metrics/log", "campaign_metrics:log"),
            Row.sse("geminivideo", "/api/stream/ab-test-results/log", "ab_test_results:log"),
            Row.ws(
                            "veritas",
                            "/api/v1/streaming/ws/ciris%3Alog?plan_id=ciris:log",
                            "OBSERVER",
                            "veritas:plan:ciris:log")
                    .saying(
                            "{'action':'subscribe','plan_id':'*'}",
                            "{'action':'subscribe','plan_id':'../../ciris:log'}"),
            Row.ws("veritas", "/api/v1/streaming/ws/log", "OBSERVER", "veritas:plan:log")
                    .saying("{'action':'subscribe','plan_id':'log'}", "{'action':'subscribe','plan_id':'l?g'}"),
            Row.ws("echo", "/echo/log", "OBSERVER", "echo:log"),
            Row.sse("echo", "/echo/ciris%3Alog", "echo:ciris:log"));

    private static String gemini(String channel) {
        return "{'type':'subscribe','channel':{" + channel + "}}";
    }

    @Inject
    Lab lab;

    @Inject
    Tokens tokens;

    @Inject
    Apis apis;

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    /** A row's client, which notes the marks of all that it is told. */
    private final class Client {

        private final Row row;
        private final ConcurrentLinkedQueue<String> marks = new ConcurrentLinkedQueue<>();

        Client(Row row) {
            this.row = row;
            String token = tokens.of("user of " + row.path + row.role, row.role);
            if (row.transport.equals("ws")) {
                SocketClient socket = lab.socket(lab.to(row.path).header("Authorization", "Bearer " + token));
                note(socket.nextText());
                row.says.forEach(frame -> socket.send(frame.replace('\'', '"')));
                listen(socket::nextText);
            } else {
                HttpWire events = lab.request("GET " + row.path + " HTTP/1.1", "Authorization: Bearer " + token);
                assertThat(events.status()).as(row.path).isEqualTo(200);
                listen(() -> {
                    String text = events.nextText();
                    if (text.isEmpty()) {
                        throw new IllegalStateException("the stream has ended");
                    }
                    return text;
                });
            }
        }

        private void listen(Supplier<String> next) {
            Thread.startVirtualThread(() -> {
                try {
                    while (true) {
                        note(next.get());
                    }
                } catch (RuntimeException | AssertionError _) {
                    // it was hung up, or told nothing for a while, which shows in what it lacks
                }
            });
        }

        private void note(String text) {
            Matcher mark = MARK.matcher(text);
            while (mark.find()) {
                marks.add(mark.group(1));
            }
        }

        Set<String> channels() {
            return marks.stream()
                    .map(mark -> mark.substring(0, mark.lastIndexOf('#')))
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        boolean hasTheLast() {
            return row.hears.stream().allMatch(channel -> marks.contains(channel + "#last"));
        }

        @Override
        public String toString() {
            return row.transport + ' ' + row.path + " as " + row.role;
        }
    }

    private void publish(String channel, String number) {
        String payload = PAYLOADS.getOrDefault(channel, "{'x':'MARK'}")
                .replace('\'', '"')
                .replace("\"MARK\"", RawJson.quote('«' + channel + '#' + number + '»'));
        lab.publishTo(
                channel,
                "{\"channel\":" + RawJson.quote(channel) + ",\"data\":" + payload
                        + ",\"timestamp\":\"2026-02-12T10:30:00Z\",\"source\":\"lab\"}");
    }

    /** CIRIS-13, CIRIS-14, GV-7, GV-8, GV-29, VER-11, MYC-11: under load, nobody is told what is not his. */
    @Test
    void nobodyHearsWhatIsNotHis() {
        List<Client> clients = new ArrayList<>();
        ROWS.forEach(row -> clients.add(new Client(row)));
        Set<String> channels = new TreeSet<>(PAYLOADS.keySet());
        clients.forEach(client -> channels.addAll(client.row.hears));
        // until each has what it asked for; some are not told when
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            channels.forEach(channel -> publish(channel, "early"));
            assertThat(clients)
                    .allSatisfy(client -> assertThat(client.channels()).isEqualTo(client.row.hears));
        });

        for (int round = 0; round < ROUNDS; round++) {
            for (String channel : channels) {
                publish(channel, Integer.toString(round));
            }
        }
        publish(LOG, "last");
        channels.forEach(channel -> publish(channel, "last"));

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(clients)
                        .allSatisfy(client -> assertThat(client.hasTheLast())
                                .as(client.toString())
                                .isTrue()));
        assertThat(clients)
                .allSatisfy(client ->
                        assertThat(client.channels()).as(client.toString()).isEqualTo(client.row.hears));
    }

    /** CIRIS-14: among clients of every API, only administrators are to be told of the logs, and there are such. */
    @Test
    void theTableHasAllApisAndLetsOnlyAdministratorsHearTheLogs() {
        assertThat(ROWS.stream().map(Row::api).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        apis.all().stream().map(Api::name).toList());
        assertThat(ROWS.stream().filter(row -> row.hears.contains(LOG)).map(Row::role))
                .containsExactlyInAnyOrder("ADMIN", "ROOT");
    }
}
