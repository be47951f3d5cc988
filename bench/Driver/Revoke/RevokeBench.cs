namespace WebPortal.Bench.Driver.Revoke;
internal static class RevokeBench { public static Task RunAsync(Arguments o) => Task.CompletedTask; }
