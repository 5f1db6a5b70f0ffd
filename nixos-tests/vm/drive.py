"""Runs subtests of a VM test's script on this machine, with stand-ins for the test driver's machines.

Standard input is JSON: `script`, `path` (a directory for every machine by name, first of its PATH), and `subtests`, the names
of those to run. What stands outside of subtests runs, too. A name that nothing defines is an error, wherever it stands.
"""

import ast
import builtins
import contextlib
import json
import os
import subprocess
import sys

order = json.load(sys.stdin)


class Machine:
    def __init__(self, path):
        self.environment = os.environ | {"PATH": f"{path}:{os.environ['PATH']}"}

    def execute(self, command):
        done = subprocess.run(["bash", "-c", command], env=self.environment, capture_output=True, text=True)
        return done.returncode, done.stdout + (done.stderr if done.returncode else "")

    def succeed(self, command):
        code, output = self.execute(command)
        assert code == 0, f"{command}\n{output}"
        return output

    wait_until_succeeds = succeed

    def wait_for_unit(self, unit):
        pass

    def wait_for_open_port(self, port):
        pass


given = {
    "start_all": lambda: None,
    "subtest": lambda name: contextlib.nullcontext(),
    **{name: Machine(path) for name, path in order["path"].items()},
}
tree = ast.parse(order["script"])

bound = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
bound |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
bound |= {node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.alias))}
loaded = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
unknown = loaded - bound - given.keys() - set(dir(builtins))
assert not unknown, f"nothing defines {sorted(unknown)}"


def subtest_name(node):
    """The name of a subtest; None for any other statement."""
    if not isinstance(node, ast.With):
        return None
    call = node.items[0].context_expr
    return call.args[0].value if isinstance(call, ast.Call) and call.func.id == "subtest" else None


names = [name for name in map(subtest_name, tree.body) if name is not None]
missing = set(order["subtests"]) - set(names)
assert not missing, f"there are no subtests {sorted(missing)}"
tree.body = [node for node in tree.body if subtest_name(node) in (None, *order["subtests"])]
exec(compile(tree, "the script", "exec"), given)
print(json.dumps(names))
