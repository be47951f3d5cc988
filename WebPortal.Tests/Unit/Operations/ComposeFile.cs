using WebPortal.Tests.Hosting;
using YamlDotNet.RepresentationModel;

namespace WebPortal.Tests.Unit.Operations;

/// <summary>docker-compose.yml as compose reads it.</summary>
internal static class ComposeFile
{
    public static readonly string Text = Read("docker-compose.yml");

    public static readonly YamlMappingNode Compose = Root(Text);

    public static readonly Dictionary<string, YamlMappingNode> Services = Map(Compose, "services")
        .ToDictionary(s => s.Key, s => Merged((YamlMappingNode)s.Value), StringComparer.Ordinal);

    public static string Read(string file) => File.ReadAllText(Path.Combine(PortalProcess.Root, file));

    public static YamlMappingNode Root(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return (YamlMappingNode)Assert.Single(stream.Documents).RootNode;
    }

    // YAML's merge key, as compose reads it: what stands in the service wins.
    private static YamlMappingNode Merged(YamlMappingNode node)
    {
        if (!node.Children.TryGetValue("<<", out var based))
            return node;
        var all = new YamlMappingNode(Merged((YamlMappingNode)based).Children);
        foreach (var (key, value) in node.Children.Where(c => c.Key.ToString() != "<<"))
            all.Children[key] = value;
        return all;
    }

    public static Dictionary<string, YamlNode> Map(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value)
            ? ((YamlMappingNode)value).Children.ToDictionary(
                c => c.Key.ToString(),
                c => c.Value,
                StringComparer.Ordinal
            )
            : [];

    public static string? Scalar(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) && value is YamlScalarNode scalar ? scalar.Value : null;

    public static string[] Values(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) && value is YamlSequenceNode list
            ? [.. list.Select(item => item.ToString())]
            : [];
}
