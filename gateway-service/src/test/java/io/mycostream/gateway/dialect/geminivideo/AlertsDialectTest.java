package io.mycostream.gateway.dialect.geminivideo;

import static io.mycostream.gateway.dialect.geminivideo.Published.told;
import static io.mycostream.gateway.dialect.geminivideo.Published.translated;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlertsDialectTest {

    private static String said(String data) {
        return told(AlertsDialect.ALERTS, "alerts", data).json();
    }

    private static List<String> keys(String data) {
        return translated(AlertsDialect.ALERTS, "alerts", data).keys();
    }

    /** GV-16. */
    @Test
    void wrapsAnAlertAndAddsItsNamesInSnakeCase() {
        assertThat(said("{\"alertId\": \"a1\", \"entityType\": \"campaign\", \"entityId\": \"c1\"}"))
                .isEqualTo("""
                        {"type":"alert","data":{"alert_id":"a1","campaign_id":"c1",\
                        "alertId": "a1", "entityType": "campaign", "entityId": "c1"},\
                        "timestamp":"2026-02-12T10:30:00"}""");
    }

    /** GV-16: where missing only. */
    @Test
    void whatIsThereStaysAsItIs() {
        String whole = "{\"alertId\":\"a\",\"alert_id\":\"b\",\"entityType\":\"campaign\",\"entityId\":\"c\","
                + "\"campaign_id\":\"d\",\"timestamp\":\"yesterday\"}";

        assertThat(said(whole)).isEqualTo("{\"type\":\"alert\",\"data\":" + whole + ",\"timestamp\":\"yesterday\"}");
        assertThat(said("{\"entityType\":\"job\",\"entityId\":\"c\"}"))
                .startsWith("{\"type\":\"alert\",\"data\":{\"entityType\":\"job\",\"entityId\":\"c\"},");
        assertThat(said("{}")).startsWith("{\"type\":\"alert\",\"data\":{},");
    }

    /** GV-17. */
    @ParameterizedTest
    @ValueSource(strings = {"alert_acknowledged", "alert_resolved"})
    void whatBecomesOfAnAlertIsFlat(String type) {
        assertThat(said("{\"type\":\"" + type + "\",\"alertId\":\"a1\",\"by\":\"bob\"}"))
                .isEqualTo("{\"timestamp\":\"2026-02-12T10:30:00\",\"id\":\"id-1\",\"alert_id\":\"a1\",\"type\":\""
                        + type + "\",\"alertId\":\"a1\",\"by\":\"bob\"}");
    }

    /** GV-18: no campaign can have the key of the others, whatever it is called. */
    @Test
    void theKeyIsTheCampaign() {
        assertThat(keys("{\"entityType\":\"campaign\",\"entityId\":\"c\\u0031\"}"))
                .containsExactly(AlertsDialect.key("c1"));
        assertThat(keys("{\"campaign_id\":\"none\"}"))
                .containsExactly(AlertsDialect.key("none"))
                .doesNotContain(AlertsDialect.WITHOUT_CAMPAIGN);
        for (String without : List.of(
                "{}",
                "{\"entityType\":\"job\",\"entityId\":\"c1\"}",
                "{\"entityType\":\"campaign\"}",
                "{\"campaign_id\":null,\"entityType\":\"campaign\",\"entityId\":\"c1\"}",
                "{\"type\":\"alert_resolved\",\"alertId\":\"a1\"}")) {
            assertThat(keys(without)).as(without).containsExactly(AlertsDialect.WITHOUT_CAMPAIGN);
        }
    }
}
