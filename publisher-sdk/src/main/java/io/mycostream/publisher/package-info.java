/**
 * What an application publishes with: {@link Publisher}, the {@link Event} it is given, the {@link Published} it returns.
 *
 * <p>Nothing here knows Redis; {@code RedisPublisher} in the package {@code redis} does. Read {@link Publisher} first.
 */
@NullMarked
package io.mycostream.publisher;

import org.jspecify.annotations.NullMarked;
