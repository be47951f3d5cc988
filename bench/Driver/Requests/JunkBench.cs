namespace WebPortal.Bench.Driver.Requests;
internal static class JunkBench { public static Task RunAsync(Arguments o) => Task.CompletedTask; }
