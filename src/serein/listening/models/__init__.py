from serein.listening.models.problem import FieldNote, Problem, ProblemVersion, SourceCitation

__all__ = ["FieldNote", "Problem", "ProblemVersion", "SourceCitation"]
