package io.mycostream.torture;

/** A reason not to start that the person at the terminal can do something about; the message is one whole sentence. */
final class CannotStartException extends Exception {

    private static final long serialVersionUID = 1;

    CannotStartException(String whatToDo) {
        super(whatToDo);
    }
}
