/**
 * Fuzz targets: what can never happen, whatever strangers send. {@code make fuzz} searches with Jazzer; {@code FuzzTest}
 * replays seeds and findings in every build, without it.
 *
 * <p>A target is a class with {@code public static void fuzzerTestOneInput(byte[])} whose name ends in {@code Fuzz}; its
 * inputs are in {@code src/test/resources/fuzz/<name>}. Both {@code make fuzz} and {@code FuzzTest} find new ones by
 * themselves.
 */
package io.mycostream.ingest.fuzz;
