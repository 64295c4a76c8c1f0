from serein.proximity.models.meetings import Appointment, Surgery

__all__ = ["Appointment", "Surgery"]
