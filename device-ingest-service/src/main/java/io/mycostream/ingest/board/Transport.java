package io.mycostream.ingest.board;

/** How a board is connected; spelled in messages as upstream spells it. */
public enum Transport {
    SERIAL("serial"),
    MQTT("mqtt");

    private final String label;

    Transport(String label) {
        this.label = label;
    }

    /** As users read it. */
    public String label() {
        return label;
    }
}
