package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page at {@code /} is served to everybody: it holds nothing until it is given a token. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class LivePageTest {

    @Inject
    Lab lab;

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html",
        "/page/page.js, text/javascript",
        "/page/page.css, text/css",
        "/page/mark.svg, image/svg+xml",
    })
    void isServedAnewEachTimeAndInNobodysFrame(String path, String type) {
        HttpWire answer = lab.request("GET " + path + " HTTP/1.1");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type"))
                .hasValueSatisfying(value -> assertThat(value).startsWith(type));
        assertThat(answer.header("Cache-Control")).contains("no-cache");
        assertThat(answer.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
        assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.header("Referrer-Policy")).contains("no-referrer");
    }

    @Test
    void isTheLivePage() {
        HttpWire answer = lab.request("GET / HTTP/1.1");

        assertThat(answer.fixedBody()).contains("<!doctype html", "page/page.js");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/page/",
                "/page/nothing.js",
                "/application.properties",
                "/page/../application.properties",
                "/page/%2e%2e/%2e%2e/application.properties",
                "/META-INF/resources/index.html"
            })
    void isAllThereIs(String path) {
        assertThat(lab.request("GET " + path + " HTTP/1.1").status()).isEqualTo(404);
    }
}
