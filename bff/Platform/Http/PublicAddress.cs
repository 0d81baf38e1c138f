namespace Bff.Platform.Http;

/// <summary>
/// Where the world reaches this installation: the setting <c>PublicAddress</c>, such as <c>https://clinic.example</c>. Everything that names
/// an address of ours to the outside (links of films, printed codes, DICOMweb) begins with it; without it, with the address of the request.
/// </summary>
public sealed class PublicAddress
{
    /// <summary>Name of the setting.</summary>
    public const string Setting = "PublicAddress";

    private readonly Uri? _root;

    private PublicAddress(Uri? root) => _root = root;

    /// <summary>Reads the setting.</summary>
    /// <param name="mustBeTls">Whether only https is taken, as in production.</param>
    /// <param name="fault">What is wrong with the setting, in words; null when nothing is.</param>
    public static PublicAddress? Read(IConfiguration configuration, bool mustBeTls, out string? fault)
    {
        fault = null;
        foreach (var old in new[] { "Film:PublicUrl", "Guide:PublicUrl" })
            if (!string.IsNullOrEmpty(configuration[old])) fault = $"{old} is one setting for the whole house now: {Setting}.";
        if (fault is not null) return null;
        if (configuration[Setting] is not { Length: > 0 } text) return new PublicAddress(null);
        var isAddress = Uri.TryCreate(text, UriKind.Absolute, out var root) && (root.Scheme == "https" || (root.Scheme == "http" && !mustBeTls));
        if (!isAddress) fault = $"{Setting} should be an address like https://clinic.example, and \"{text}\" is none.";
        else if (root!.UserInfo.Length > 0) fault = $"{Setting} is scheme, name and port alone, without a name or password before them.";
        else if (root.PathAndQuery != "/" || root.Fragment.Length > 0)
            fault = $"{Setting} is scheme, name and port alone, without \"{text[text.IndexOf(root.Authority, StringComparison.OrdinalIgnoreCase)..]}\" "
                + $"after them: {root.GetLeftPart(UriPartial.Authority)}";
        return fault is null ? new PublicAddress(root) : null;
    }

    /// <summary>Scheme, name and port, without a slash at the end.</summary>
    public string RootOf(HttpRequest request) => _root?.GetLeftPart(UriPartial.Authority) ?? $"{request.Scheme}://{request.Host}";

    /// <summary>Whether the page that made a request is ours, by its <c>Origin</c>.</summary>
    public bool IsOwnPage(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return Same(origin, $"{request.Scheme}://{request.Host.Value}") || (_root is not null && Same(origin, RootOf(request)));

        static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// A request for the public name comes over the public scheme, also where a proxy does not say so: cookies and headers are those of TLS.
    /// </summary>
    internal void Apply(HttpRequest request)
    {
        if (_root is not null && string.Equals(request.Host.Value, _root.Authority, StringComparison.OrdinalIgnoreCase))
            request.Scheme = _root.Scheme;
    }

    /// <summary>The public address as the services of this request know it.</summary>
    public static PublicAddress Of(HttpContext http) => http.RequestServices.GetRequiredService<PublicAddress>();
}

/// <summary>How the pipeline takes the public address into account.</summary>
public static class PublicAddressServices
{
    /// <summary>After the proxy's word about the scheme.</summary>
    public static void UsePublicAddress(this IApplicationBuilder app)
    {
        var address = app.ApplicationServices.GetRequiredService<PublicAddress>();
        app.Use((http, next) =>
        {
            address.Apply(http.Request);
            return next(http);
        });
    }
}
