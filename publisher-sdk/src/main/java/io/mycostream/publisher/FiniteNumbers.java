package io.mycostream.publisher;

import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.IOException;

/** Refuses NaN and infinities, which JSON does not have, and says where they stand. */
final class FiniteNumbers extends JsonGeneratorDelegate {

    FiniteNumbers(JsonGenerator generator) {
        // false: values are written through this generator, not past it
        super(generator, false);
    }

    @Override
    public void writeNumber(double number) throws IOException {
        if (!Double.isFinite(number)) {
            throw notFinite(Double.toString(number));
        }
        super.writeNumber(number);
    }

    @Override
    public void writeNumber(float number) throws IOException {
        if (!Float.isFinite(number)) {
            throw notFinite(Float.toString(number));
        }
        super.writeNumber(number);
    }

    @Override
    public void writeArray(double[] numbers, int offset, int length) throws IOException {
        writeStartArray(numbers, length);
        for (int i = offset; i < offset + length; i++) {
            writeNumber(numbers[i]);
        }
        writeEndArray();
    }

    private JsonGenerationException notFinite(String number) {
        return new JsonGenerationException(number + " at " + place() + " is no number in JSON", this);
    }

    /** Where the next value would go, as a JSON pointer; inside an array Jackson itself tells the place of the last one. */
    private String place() {
        JsonStreamContext here = getOutputContext();
        if (here.inArray()) {
            return here.getParent().pathAsPointer() + "/" + here.getEntryCount();
        }
        return here.pathAsPointer().toString();
    }
}
