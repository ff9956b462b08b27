package io.mycostream.torture.judge;

/**
 * A promise that did not hold.
 *
 * @param rule which one, in a word
 * @param text one line for a person: who, where, which events, between which deliveries
 */
public record Finding(String rule, String text) {}
