package io.mycostream.ingest.board;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.mycostream.publisher.Event;
import io.mycostream.publisher.wire.ChannelNames;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * Makes an event of a change: channel {@code devices:status}, source {@code device:<id>}, data
 *
 * <pre>
 * {"device_id": "mushroom1", "change": "online", "state": "conflict", "links_online": ["/dev/ttyACM0", "/dev/ttyACM1"],
 *  "other_device_id": null, "link": "/dev/ttyACM1", "transport": "serial", ... as {@link BoardJson} has it}
 * </pre>
 *
 * Its id follows from what happened where and when, so that it stays the same however often it is sent.
 */
record StatusEvents(BoardJson json) {

    Event of(BoardChange change) {
        BoardOnLink board = change.board();
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("device_id", board.deviceId());
        data.put("change", change.kind().label());
        data.put("state", change.state().label());
        data.set("links_online", BoardJson.texts(change.linksOnline()));
        data.put("other_device_id", change.otherDeviceId().orElse(null));
        data.setAll(json.of(board));
        return new Event(
                ChannelNames.DEVICES_STATUS,
                new RawValue(data.toString()),
                "device:" + board.deviceId(),
                change.at().truncatedTo(ChronoUnit.MICROS),
                id(change));
    }

    private String id(BoardChange change) {
        String what = String.join(
                "\n",
                json.process(),
                change.board().link(),
                change.board().deviceId(),
                change.kind().label(),
                change.at().toString());
        return UUID.nameUUIDFromBytes(what.getBytes(UTF_8)).toString();
    }
}
