package theatre.seats;

final class ReservationException extends RuntimeException {
    ReservationException(int show, Throwable cause) {
        super("no seat reserved for show " + show, cause);
    }
}
