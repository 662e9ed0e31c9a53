SELECT lower(hex(k.sha256)), k.captured_at, k.time_is, k.family, nullif(k.context, ''), k.state, k.records,
       k.quarantined, k.listing_of, k.size, k.path, k.member, k.url, k.run_id,
       EXISTS (SELECT 1 FROM archived a WHERE a.capture_id = k.id), NULL AS zone
FROM capture k
WHERE /* filters */ TRUE
ORDER BY k.captured_at, k.member_number, k.sha256, k.context, k.time_is DESC
