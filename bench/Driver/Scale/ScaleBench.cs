namespace WebPortal.Bench.Driver.Scale;
internal static class MemoryBench { public static Task RunAsync(Arguments o) => Task.CompletedTask; }
internal static class ScaleBench { public static Task RunAsync(Arguments o) => Task.CompletedTask; }
