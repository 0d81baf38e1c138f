namespace Bff.Film;

/// <summary>An instance's way from upload to screen, column <c>film.instance.state</c>.</summary>
internal static class InstanceState
{
    public const string Received = "received", Ready = "ready", Failed = "failed", NotImage = "not_image";
}
