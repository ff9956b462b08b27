/** What an application publishes with. Read {@code Publisher} first. */
@NullMarked
package io.mycostream.publisher;

import org.jspecify.annotations.NullMarked;
