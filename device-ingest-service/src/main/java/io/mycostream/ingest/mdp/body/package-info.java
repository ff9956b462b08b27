/**
 * What frames carry, made by those who send them: bodies in, payload bytes and frames out. The reverse of {@link
 * io.mycostream.ingest.mdp.Payload}, for the commands of this service and for boards that are only played.
 *
 * <p>Read {@link io.mycostream.ingest.mdp.body.Body} first. What is out of range is refused where it is made, with what was
 * given and what was expected; no body is cut or bent to fit.
 */
@NullMarked
package io.mycostream.ingest.mdp.body;

import org.jspecify.annotations.NullMarked;
