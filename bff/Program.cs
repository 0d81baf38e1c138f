using Bff.Platform;

return await Verbs.RunAsync(args);

/// <summary>Marker of the host's assembly for tests.</summary>
internal sealed partial class Program;
