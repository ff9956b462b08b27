package io.mycostream.sim.board;

import io.mycostream.ingest.mdp.MdpFrame;

/** An outlet in front of another; what is not overridden passes. */
class Forwarding implements Outlet {

    private final Outlet outlet;

    Forwarding(Outlet outlet) {
        this.outlet = outlet;
    }

    @Override
    public void send(Sending sending) {
        outlet.send(sending);
    }

    @Override
    public void acknowledged(MdpFrame frame) {
        outlet.acknowledged(frame);
    }

    @Override
    public void abandoned(MdpFrame frame) {
        outlet.abandoned(frame);
    }

    @Override
    public void commanded(long seq, String command, String outcome) {
        outlet.commanded(seq, command, outcome);
    }

    @Override
    public void resetWanted() {
        outlet.resetWanted();
    }
}
