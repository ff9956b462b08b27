package io.mycostream.publisher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Tells the trees that are JSON whatever they hold from those that have to be written to know it: a tree may hold objects and raw
 * text of the application, numbers that are none, or itself.
 */
final class PlainTree {

    private PlainTree() {}

    /** Whether nothing but objects, lists, texts, finite numbers, booleans and nulls are in it, and it is not too deep. */
    static boolean is(ObjectNode tree) {
        return isPlain(tree, DataText.MAX_DEPTH);
    }

    private static boolean isPlain(JsonNode node, int levels) {
        return switch (node.getNodeType()) {
            case STRING, BOOLEAN, NULL -> true;
            case NUMBER -> node.isIntegralNumber() || node.isBigDecimal() || Double.isFinite(node.doubleValue());
            case OBJECT -> levels > 0 && node.getClass() == ObjectNode.class && arePlain(node, levels - 1);
            case ARRAY -> levels > 0 && node.getClass() == ArrayNode.class && arePlain(node, levels - 1);
            case BINARY, MISSING, POJO -> false;
        };
    }

    private static boolean arePlain(JsonNode container, int levels) {
        for (JsonNode child : container) {
            if (!isPlain(child, levels)) {
                return false;
            }
        }
        return true;
    }
}
