/**
 * What users ask over HTTP. {@link io.mycostream.ingest.app.rest.Admission} decides who may, {@link
 * io.mycostream.ingest.app.rest.Refusals} says no in one form: a status, and a JSON object whose {@code error} names what was
 * seen and what was expected.
 */
@NullMarked
package io.mycostream.ingest.app.rest;

import org.jspecify.annotations.NullMarked;
