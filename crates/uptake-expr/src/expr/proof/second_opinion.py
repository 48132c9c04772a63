# Reads pairs of conditions with what the prover says of them, a line each, and asks z3 about every one: '-' has to be
# unsatisfiable, '+' satisfiable. A value is a pair: whether it is known, and what it is then.
import sys
import z3

COLUMNS = {}
for name, kind in {"n": z3.Int, "m": z3.Int, "t": z3.String, "flag": z3.Bool}.items():
    COLUMNS[name] = (z3.Bool("known " + name), kind(name))
TRUE, FALSE = z3.BoolVal(True), z3.BoolVal(False)


def constant(value):
    if value is None:
        return (FALSE, FALSE)
    if isinstance(value, bool):
        return (TRUE, z3.BoolVal(value))
    return (TRUE, z3.IntVal(value) if isinstance(value, int) else z3.StringVal(value))


def read(tree):
    kind, parts = tree[0], tree[1:]
    if kind == "literal":
        return constant(parts[0])
    if kind == "column":
        return COLUMNS[parts[0]]
    if kind == "in":
        known, value = read(parts[0])
        return (known, z3.Or([value == constant(other)[1] for other in parts[1]]))
    parts = [read(part) for part in parts]
    if kind == "not":
        return (parts[0][0], z3.Not(parts[0][1]))
    if kind in ("and", "or"):
        by = (lambda v: z3.Not(v)) if kind == "and" else (lambda v: v)
        decided = z3.Or([z3.And(known, by(value)) for known, value in parts])
        known = z3.Or(decided, z3.And([known for known, _ in parts]))
        return (known, z3.Not(decided) if kind == "and" else decided)
    if kind == "coalesce":
        known, value = parts[-1]
        for k, v in reversed(parts[:-1]):
            known, value = z3.Or(k, known), z3.If(k, v, value)
        return (known, value)
    if kind == "if":
        (ck, cv), (tk, tv), (ek, ev) = parts
        return (z3.And(ck, z3.If(cv, tk, ek)), z3.If(cv, tv, ev))
    if kind == "known":
        return (TRUE, parts[0][0])
    (lk, left), (rk, right) = parts
    operators = {
        "+": lambda: left + right, "==": lambda: left == right, "!=": lambda: left != right,
        "<": lambda: left < right, "<=": lambda: left <= right, ">": lambda: left > right, ">=": lambda: left >= right,
    }
    return (z3.And(lk, rk), operators[kind]())


def answers(value):
    known, truth = value
    return [z3.And(known, truth), z3.And(known, z3.Not(truth)), z3.Not(known)]


pairs = wrong = 0
solver = z3.Solver()
# Beyond 64 bits a sum is unknown; no constant is anywhere near.
for column in ("n", "m"):
    solver.add(COLUMNS[column][1] > -(2**62), COLUMNS[column][1] < 2**62)
for line in sys.stdin:
    first, second, said = eval(line)
    pairs += 1
    ways = [(a, b) for a in answers(read(first)) for b in answers(read(second))]
    for (a, b), claim in zip(ways, said):
        if claim == "?":
            continue
        solver.push()
        solver.add(a, b)
        found = solver.check()
        solver.pop()
        if (found == z3.sat) != (claim == "+"):
            wrong += 1
            print("WRONG", claim, found, line.strip())
print(f"{pairs} pairs, {wrong} wrong")
