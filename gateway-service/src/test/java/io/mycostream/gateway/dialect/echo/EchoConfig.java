package io.mycostream.gateway.dialect.echo;

import io.mycostream.gateway.transport.ApiConfig;
import io.smallrye.config.ConfigMapping;

/** How the echo is served, under {@code gateway.echo.*}. */
@ConfigMapping(prefix = "gateway.echo")
public interface EchoConfig extends ApiConfig {}
