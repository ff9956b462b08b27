package io.mycostream.ingest.app.rest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The role, or one that includes it, that a token has to name for this request. Without it any good token will do. Looked up by
 * reflection: in a native binary the resource's class has to be registered for it.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface RequiresRole {

    /** The least that is enough. */
    Role value();
}
