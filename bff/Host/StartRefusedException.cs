namespace Bff.Host;

/// <summary>The host will not start like this; the message tells the operator why.</summary>
internal sealed class StartRefusedException(string message) : Exception(message);
