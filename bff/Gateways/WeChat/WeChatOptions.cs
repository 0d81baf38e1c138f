namespace Bff.Gateways.WeChat;

/// <summary>Settings under <c>WeChat</c>; secrets come from the environment or a secret store.</summary>
internal sealed class WeChatOptions
{
    public Uri BaseAddress { get; set; } = new("https://api.weixin.qq.com");
    public string AppId { get; set; } = "";
    public string AppSecret { get; set; } = "";
    public string MiniProgramAppId { get; set; } = "";
    public string MiniProgramSecret { get; set; } = "";

    /// <summary>Whether any of the two apps is configured.</summary>
    public bool IsReal => Of(WeChatChannel.OfficialAccount) is not null || Of(WeChatChannel.MiniProgram) is not null;

    /// <summary>App id and secret of a channel; null when it is not configured.</summary>
    public (string AppId, string Secret)? Of(WeChatChannel channel)
    {
        var (appId, secret) = channel switch
        {
            WeChatChannel.OfficialAccount => (AppId, AppSecret),
            WeChatChannel.MiniProgram => (MiniProgramAppId, MiniProgramSecret),
        };
        return appId.Length > 0 && secret.Length > 0 ? (appId, secret) : null;
    }
}
