namespace WebPortal;

/// <summary>A setting is missing or wrong, so the portal does not start. The message is one plain sentence that names the setting, or several lines of them.</summary>
internal sealed class StartException(string message) : Exception(message);
