/**
 * How many connections there may be, and how many new ones a second. Read {@code ConnectionLimit} first; who counts over all
 * nodes is behind {@code Places}.
 */
@NullMarked
package io.mycostream.gateway.limit;

import org.jspecify.annotations.NullMarked;
