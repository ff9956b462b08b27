package io.mycostream.torture.journal;

/**
 * What a node still counted some time after the last subscriber had left.
 *
 * @param node {@code gateway 0} or {@code Redis}
 * @param counter its name, as the metrics or keys spell it
 */
public record Remains(String node, String counter, double value) {}
