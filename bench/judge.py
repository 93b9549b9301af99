"""Measuring, judging and deciding: its statistics, its questions to the ledger, its speed."""

PARTS = ("judge_statistics", "judge_facts", "judge_programme", "imports")
