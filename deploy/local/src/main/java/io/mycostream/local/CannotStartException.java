package io.mycostream.local;

/** A reason not to start that the person at the terminal can do something about; the message is one whole sentence. */
public final class CannotStartException extends Exception {

    private static final long serialVersionUID = 1;

    public CannotStartException(String whatToDo) {
        super(whatToDo);
    }
}
