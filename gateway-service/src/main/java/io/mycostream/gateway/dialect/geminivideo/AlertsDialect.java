package io.mycostream.gateway.dialect.geminivideo;

import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Translation;
import io.mycostream.publisher.wire.RawJson;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Alerts as the notification component reads them: wrapped, with the names of their ids in snake case beside those in camel
 * case. What becomes of an alert later is flat. The key is the campaign that an alert is about.
 */
enum AlertsDialect implements Dialect {
    ALERTS;

    /** Key of alerts that are about no campaign; no campaign has it, because theirs have a beginning in front. */
    static final String WITHOUT_CAMPAIGN = "none";

    private static final List<String> AFTERMATH = List.of("alert_acknowledged", "alert_resolved");

    /** Key of the alerts about one campaign. */
    static String key(String campaignId) {
        return "campaign " + campaignId;
    }

    @Override
    public Optional<Translation> translate(Publication publication) {
        Event event = Event.of(publication);
        return Optional.of(new Alert(event, campaign(event)));
    }

    /** The text of the campaign's id; null when the alert is about none. */
    private static @Nullable String campaign(Event event) {
        String named = event.raw("campaign_id");
        String meant = named == null && event.says("entityType", "campaign") ? event.raw("entityId") : named;
        return meant == null || meant.equals("null") ? null : meant;
    }

    private record Alert(Event event, @Nullable String campaign) implements Translation {

        @Override
        public List<String> keys() {
            return List.of(
                    campaign == null
                            ? WITHOUT_CAMPAIGN
                            : key(RawJson.string(campaign).orElse(campaign)));
        }

        @Override
        public Optional<Message> message() {
            boolean flat = event.string("type").filter(AFTERMATH::contains).isPresent();
            String json = flat
                    ? event.behind(withAlertId(event.lacking()))
                    : new JsonText()
                            .string("type", "alert")
                            .raw("data", event.behind(withCampaign(withAlertId(new JsonText()))))
                            .string("timestamp", event.timestamp())
                            .end();
            return Optional.of(new Message(json, null, null));
        }

        private JsonText withAlertId(JsonText lacking) {
            String alertId = event.raw("alertId");
            return alertId == null || event.has("alert_id") ? lacking : lacking.raw("alert_id", alertId);
        }

        private JsonText withCampaign(JsonText lacking) {
            return campaign == null || event.has("campaign_id") ? lacking : lacking.raw("campaign_id", campaign);
        }
    }
}
