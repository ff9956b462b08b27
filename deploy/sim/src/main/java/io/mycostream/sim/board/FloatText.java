package io.mycostream.sim.board;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers as the firmwares print them. */
final class FloatText {

    private FloatText() {}

    /**
     * A 32-bit float with up to nine decimals less one per integer digit beyond the first. The sensor reports hundredths and
     * a float holds them as nearly as it can, so 21.87 becomes 21.87000084.
     */
    static String of(double value) {
        float hundredths = (float) (Math.round(value * 100) / 100.0);
        BigDecimal exact = new BigDecimal(hundredths);
        int integerDigits = Math.max(1, exact.precision() - exact.scale());
        BigDecimal printed =
                exact.setScale(10 - integerDigits, RoundingMode.HALF_UP).stripTrailingZeros();
        return printed.toPlainString();
    }
}
