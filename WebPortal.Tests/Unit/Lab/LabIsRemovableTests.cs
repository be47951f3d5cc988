using System.Diagnostics;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Unit.Lab;

/// <summary>The lab is a guest: without its folder and its lines in Program.cs the portal builds, in a copy of the tree.</summary>
public sealed class LabIsRemovableTests
{
    [Fact]
    public async Task Without_its_folder_and_its_lines_in_Program_the_portal_builds()
    {
        using var copy = new TemporaryDirectory();
        var project = Path.Combine(copy.Path, "WebPortal");
        Copy(Path.Combine(PortalProcess.Root, "WebPortal"), project);
        foreach (
            var file in Directory
                .GetFiles(PortalProcess.Root)
                .Where(f => Path.GetExtension(f) is ".props" or ".json" or ".editorconfig")
        )
            File.Copy(file, Path.Combine(copy.Path, Path.GetFileName(file)));
        Directory.Delete(Path.Combine(project, "Features", "Lab"), recursive: true);
        var program = Path.Combine(project, "Program.cs");
        var lines = await File.ReadAllLinesAsync(program);
        var kept = lines.Where(l => !l.Contains("Lab", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, lines.Length - kept.Count);
        await File.WriteAllLinesAsync(program, kept);

        // Release: what is put in front of customers, and no other project is needed for it.
        using var build = Process.Start(
            new ProcessStartInfo("dotnet", "build -c Release -v q --nologo -clp:ErrorsOnly -nodeReuse:false")
            {
                WorkingDirectory = project,
                RedirectStandardOutput = true,
            }
        )!;
        var said = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        Assert.True(build.ExitCode == 0, said);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (
            var folder in Directory
                .GetDirectories(from)
                .Where(d => Path.GetFileName(d) is not ("bin" or "obj" or ".data"))
        )
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
