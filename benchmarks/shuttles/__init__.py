"""The night shuttles through the whole stack: bookings over HTTP, and nights replayed with every act a transaction."""
