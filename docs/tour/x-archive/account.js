window.YTD.account.part0 = [
  {
    "account" : {
      "username" : "lotte_liest",
      "accountId" : "7700112233",
      "accountDisplayName" : "Lotte liest",
      "createdAt" : "2012-02-03T04:05:06.000Z"
    }
  }
]
