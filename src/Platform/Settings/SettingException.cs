namespace Trunkline.Platform.Settings;

/// <summary>A missing or wrong setting. Its message is one sentence that names the setting and stops the start.</summary>
public sealed class SettingException(string message) : Exception(message);
