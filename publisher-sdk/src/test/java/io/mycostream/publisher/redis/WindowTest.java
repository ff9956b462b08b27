package io.mycostream.publisher.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.publisher.redis.Window.Offer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WindowTest {

    private static final long MANY = 1_000_000;

    @Test
    void givesBackInTheOrderOfTheOffers() throws InterruptedException {
        Window window = new Window(10, MANY);
        List<Pending> offered = List.of(ofBytes(1), ofBytes(1), ofBytes(1));
        offered.forEach(window::offer);

        assertThat(window.take(2, MANY)).isEqualTo(offered.subList(0, 2));
        assertThat(window.take(2, MANY)).isEqualTo(offered.subList(2, 3));
    }

    @Test
    void countsWhatIsOnItsWayUntilItIsSettled() throws InterruptedException {
        Window window = new Window(2, MANY);
        window.offer(ofBytes(1));
        window.offer(ofBytes(1));

        assertThat(window.offer(ofBytes(1))).isEqualTo(Offer.FULL);
        List<Pending> taken = window.take(10, MANY);
        assertThat(window.offer(ofBytes(1))).as("on its way").isEqualTo(Offer.FULL);
        window.settled(taken);
        assertThat(window.offer(ofBytes(1))).isEqualTo(Offer.ACCEPTED);
    }

    @Test
    void isBoundedByBytesToo() throws InterruptedException {
        Window window = new Window(10, 100);

        assertThat(window.offer(ofBytes(60))).isEqualTo(Offer.ACCEPTED);
        assertThat(window.offer(ofBytes(41))).isEqualTo(Offer.FULL);
        assertThat(window.offer(ofBytes(40))).isEqualTo(Offer.ACCEPTED);
        window.settled(window.take(10, MANY));
        assertThat(window.offer(ofBytes(100))).isEqualTo(Offer.ACCEPTED);
    }

    @Test
    void givesTheBytesFreeOfWhatIsSettled() throws InterruptedException {
        Window window = new Window(10, 100);
        window.offer(ofBytes(60));
        window.offer(ofBytes(40));

        window.settled(window.take(1, MANY));

        assertThat(window.offer(ofBytes(61))).isEqualTo(Offer.FULL);
        assertThat(window.offer(ofBytes(60))).isEqualTo(Offer.ACCEPTED);
    }

    @Test
    void takesAPublicationOfAnySizeWhenItIsEmpty() {
        Window window = new Window(10, 100);

        assertThat(window.offer(ofBytes(5000))).isEqualTo(Offer.ACCEPTED);
        assertThat(window.offer(ofBytes(1))).isEqualTo(Offer.FULL);
    }

    @Test
    void returnsNoMoreBytesAtOnceThanAskedForButAlwaysOne() throws InterruptedException {
        Window window = new Window(10, MANY);
        window.offer(ofBytes(500));
        window.offer(ofBytes(60));
        window.offer(ofBytes(40));
        window.offer(ofBytes(1));

        assertThat(window.take(10, 100)).hasSize(1);
        assertThat(window.take(10, 100)).hasSize(2);
        assertThat(window.take(10, 100)).hasSize(1);
    }

    @Test
    void waitsForTheFirstOffer() {
        Window window = new Window(10, MANY);
        Pending publication = ofBytes(1);

        CompletableFuture<List<Pending>> taken = CompletableFuture.supplyAsync(() -> take(window));
        window.offer(publication);

        assertThat(taken).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(List.of(publication));
    }

    @Test
    void givesBackWhatWaitsAfterItIsClosedAndThenNothing() throws InterruptedException {
        Window window = new Window(10, MANY);
        window.offer(ofBytes(1));

        window.close();

        assertThat(window.offer(ofBytes(1))).isEqualTo(Offer.CLOSED);
        assertThat(window.take(10, MANY)).hasSize(1);
        assertThat(window.take(10, MANY)).isEmpty();
    }

    @Test
    void wakesWhoWaitsWhenItIsClosed() {
        Window window = new Window(10, MANY);
        CompletableFuture<List<Pending>> taken = CompletableFuture.supplyAsync(() -> take(window));

        window.close();

        assertThat(taken).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(List.of());
    }

    @Test
    void canBeEmptiedFromOutside() throws InterruptedException {
        Window window = new Window(1, MANY);
        Pending publication = ofBytes(1);
        window.offer(publication);

        assertThat(window.drain()).containsExactly(publication);

        assertThat(window.offer(ofBytes(1))).as("room again").isEqualTo(Offer.ACCEPTED);
    }

    private static List<Pending> take(Window window) {
        try {
            return window.take(10, MANY);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Pending ofBytes(int length) {
        return new Pending("lab:a", "id", new byte[length]);
    }
}
