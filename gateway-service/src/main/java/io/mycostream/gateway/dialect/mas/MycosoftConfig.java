package io.mycostream.gateway.dialect.mas;

import io.mycostream.gateway.transport.ApiConfig;
import io.smallrye.config.ConfigMapping;

/** How the streams of Mycosoft MAS are served, under {@code gateway.mycosoft.*}. */
@ConfigMapping(prefix = "gateway.mycosoft")
public interface MycosoftConfig extends ApiConfig {}
