SELECT e.external_id, e.title, e.track_name, e.facility, e.city, e.region, e.country, e.time_zone,
       e.start_utc, e.end_utc, e.website, e.local_dates,
       NULL AS missing_since, k.captured_at, e.time_zone AS zone
FROM event e
JOIN capture k ON k.id = e.capture_id
WHERE /* filters */ TRUE
ORDER BY e.start_utc NULLS LAST, e.external_id NULLS LAST, e.title, e.track_name NULLS LAST
